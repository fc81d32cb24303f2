package hayate.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NftCounterTest {
    @Test
    void shouldReadThePacketsOfAListing() {
        String listing = """
                table netdev hayate {
                	counter syns {
                		packets 6684672 bytes 401080320
                	}
                }
                """;
        assertThat(NftCounter.packets(listing)).isEqualTo(6_684_672);
    }

    @Test
    void shouldSayThatAListingHasNoCounter() {
        assertThatThrownBy(() -> NftCounter.packets("table netdev hayate { }"))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("no counter");
    }
}

package hayate.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SipHash24Test {
    private static final long KEY_0 = 0x0706050403020100L;
    private static final long KEY_1 = 0x0f0e0d0c0b0a0908L;

    @Test
    void shouldMatchTheVectorOfThePaper() {
        long hash = SipHash24.hash(KEY_0, KEY_1, 0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
        assertThat(hash).isEqualTo(0xa129ca6149be45e5L);
    }

    @Test
    void shouldMatchOpenSslForTwelveBytes() {
        long hash = SipHash24.hash12(KEY_0, KEY_1, 0x0706050403020100L, 0x0b0a0908);
        assertThat(hash).isEqualTo(0x751e8fbc860ee5fbL);
    }

    @Test
    void shouldDependOnEveryPartOfTheProbe() {
        CookieKey key = CookieKey.of(1, 2);
        int cookie = key.cookie(0x0A000001, 0x0A000002, 80, 61_440);
        assertThat(key.cookie(0x0A000003, 0x0A000002, 80, 61_440)).isNotEqualTo(cookie);
        assertThat(key.cookie(0x0A000001, 0x0A000003, 80, 61_440)).isNotEqualTo(cookie);
        assertThat(key.cookie(0x0A000001, 0x0A000002, 81, 61_440)).isNotEqualTo(cookie);
        assertThat(key.cookie(0x0A000001, 0x0A000002, 80, 61_441)).isNotEqualTo(cookie);
        assertThat(CookieKey.of(1, 3).cookie(0x0A000001, 0x0A000002, 80, 61_440))
                .isNotEqualTo(cookie);
    }

    @Test
    void shouldMakeADifferentKeyEachTime() {
        assertThat(CookieKey.random().cookie(1, 2, 3, 4))
                .isNotEqualTo(CookieKey.random().cookie(1, 2, 3, 4));
    }
}

package hayate.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IconLinkTest {
    @Test
    void shouldTakeTheFirstLinkToAnIconOfThisHost() {
        assertThat(IconLink.of("<html><LINK REL='shortcut icon' HREF='/a.ico'><link rel=icon href=/b>"))
                .contains("/a.ico");
        assertThat(IconLink.of("<link href=\"img/x.png?v=1&amp;w=2#f\" type=image/png rel=\"icon\" />"))
                .contains("/img/x.png?v=1&w=2");
        assertThat(IconLink.of("<link rel=stylesheet href=/s.css><link rel=icon\n href = ./i.svg>"))
                .contains("/i.svg");
        assertThat(IconLink.of("<link rel=icon href=//cdn.example/i.ico><link rel=icon href=/own.ico>"))
                .contains("/own.ico");
    }

    @Test
    void shouldTakeNoOther() {
        for (String page : new String[] {
            "",
            "<link rel=icon>",
            "<link rel=icon href=''>",
            "<link rel=apple-touch-icon href=/a.png>",
            "<link rel=mask-icon href=/a.svg>",
            "<link rel=icon href=https://other.example/a.ico>",
            "<link rel=icon href='data:image/png;base64,AAAA'>",
            "<link rel=icon href='/a b'>",
            "<link rel=icon href='/a\r\nX: y'>",
            "<link rel=icon href='/\u00e9'>",
            "<link rel=icon href=/cut",
            "<link rel=icon href='/" + "a".repeat(290) + "'>"
        }) {
            assertThat(IconLink.of(page)).as(page).isEmpty();
        }
    }

    @Test
    void shouldReadHostilePagesInLinearTime() {
        assertThat(IconLink.of("<link".repeat(800))).isEmpty();
        assertThat(IconLink.of("<link " + "a=\"".repeat(1_300) + ">")).isEmpty();
        assertThat(IconLink.of("<link " + "rel =".repeat(800) + ">")).isEmpty();
    }
}

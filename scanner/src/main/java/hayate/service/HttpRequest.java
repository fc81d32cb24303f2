package hayate.service;

/** What a site is asked once it is known to be one (RFC 9110, RFC 9112). */
final class HttpRequest {
    private HttpRequest() {}

    /** A request for something, as it is and over a connection of its own. */
    static String get(ServiceTarget target, String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + host(target)
                + "\r\nUser-Agent: hayate\r\nAccept: */*\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n";
    }

    private static String host(ServiceTarget target) {
        String name = target.hostName()
                .filter(own -> own.matches("[A-Za-z0-9.-]{1,253}"))
                .orElseGet(() -> target.address().getHostAddress());
        return name + ":" + target.port();
    }
}

package hayate.service;

import java.net.InetAddress;
import java.util.Optional;

/**
 * An open port to ask what it is.
 *
 * @param hostName the name it was asked for by, for TLS server name indication and HTTP's Host
 */
public record ServiceTarget(InetAddress address, int port, Optional<String> hostName) {}

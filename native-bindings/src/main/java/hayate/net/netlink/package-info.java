/**
 * What the kernel knows of links, addresses, routes and neighbours, asked over rtnetlink (rtnetlink(7)), and a socket
 * that speaks ARP.
 *
 * <p>{@link hayate.net.netlink.RoutingKernel} is the questions, {@link hayate.net.netlink.Netlink} the kernel's
 * answers. Sockets belong to the network namespace of the thread that opens them.
 */
package hayate.net.netlink;

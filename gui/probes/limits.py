"""The time limits of a run, in seconds, each with its reason.

The longest chain of one after another is adapter, name, TCP, TLS: 0.5 + 3.0 + 3.2 + 2.4 = 9.1 s, under the 10 s a
whole run may take with every packet dropped. Everything else runs beside it.
"""

#: A whole run ends within this time even with every packet dropped: a shop owner waits no longer.
RUN_BUDGET_S = 10.0

#: What is kept back of the budget to collect the results: cancelled sockets close within one turn of the loop.
CLOSING_S = 0.4

#: Reading adapters is a system call; a driver that hangs longer is treated as unknown. A run that ends sooner waits as
#: long for the PC's details, which are read beside it.
ADAPTER_TIMEOUT_S = 0.5

#: `getaddrinfo` asks each server once in 5 s (resolv.conf(5), `timeout`); we do not wait for its second try, raw
#: queries beside it do that sooner.
GETADDRINFO_TIMEOUT_S = 3.0

#: A raw query is sent again at these times: a healthy answer takes < 0.05 s, a 3G line 0.7 s, and with 30 % loss each
#: way four tries fail all together in 7 % of cases only.
DNS_SEND_AT_S = (0.0, 0.4, 1.0, 1.7)
DNS_TIMEOUT_S = 2.6

#: SYN is repeated after 1 s and 3 s (RFC 6298, section 2): the third try still has a chance.
TCP_TIMEOUT_S = 3.2

#: A handshake takes 0.6 to 1.5 s on a slow 3G line (domain list, row 6).
TLS_TIMEOUT_S = 2.4

#: The second handshake, without verification, comes only after the server has just answered the first.
INSPECT_TIMEOUT_S = 1.5

#: Connect and answer of a plain HTTP page: a SYN lost twice, and the answer.
HTTP_TIMEOUT_S = 4.0

#: One answer, asked for twice: UDP 123 either answers within a round trip or is blocked.
NTP_TIMEOUT_S = 1.5

#: A port that serves nothing refuses within a round trip, or says nothing: either is right, and not waited for longer.
CLOSED_PORT_TIMEOUT_S = 1.5

#: The router's own ports answer or refuse within milliseconds.
GATEWAY_TCP_TIMEOUT_S = 1.5

#: The proxies stand in the PC's details, which are waited for as long as other checks run, and at least so long: a
#: healthy run takes nearly that by its pings. A driver that hangs longer leaves the proxies untested.
DETAILS_TIMEOUT_S = 1.5

#: A tunnel or a proxy that does not let a connection through in this time (its SYN repeated once) is called silent; the
#: PC's own line is tried after it, and both must fit behind a lookup that got no answer.
DETOUR_TIMEOUT_S = 2.0

#: Loss is called on 20 packets or more: 3 pings do not measure a loss of 30 % (domain list, "Measured in the lab").
PING_COUNT = 24
PING_INTERVAL_S = 0.05
#: The slowest usable line answers in 600 ms (domain list, row 6).
PING_REPLY_TIMEOUT_S = 1.0
#: A full queue in the router holds every packet for up to 3 s (row 31). A series beyond the router therefore listens
#: longer, if only to silence, and while late answers still come, up to this time after its last packet. The longest
#: chain is then 0.5 + 3.0 + 1.2 + 3.4 = 8.1 s.
PING_SILENCE_S, PING_LATEST_S = 2.2, 3.4
#: Answers as late as this come out of a queue: no line in use is so slow by itself (row 6: 600 ms).
LATE_ANSWER_MS = 700.0
#: A few lost packets of the first round prove nothing, and neither does one series that lost none by luck (with 30 %
#: loss one in 5000): when any series lost a packet, all of them are sent once more before loss is called.
PING_ROUNDS = 2
#: The router is near and answers within a millisecond or two: both rounds take as long as one further out.
GATEWAY_PING_INTERVAL_S = PING_INTERVAL_S / PING_ROUNDS

#: Who claims an address is asked beside the pings to the router, and told after a second; where the router is silent
#: the system may ask for longer, which nobody waits for.
CLAIMS_TIMEOUT_S = 1.5

#: How many host names are asked of every server: enough to see one address for all, without a burst of queries.
MAX_COMPARED_HOSTS = 8
#: How many addresses beyond the router are pinged: one clean series clears the line, and with a second one a host that
#: answers no pings, or loses them on its own doorstep, does not decide alone. Each costs 48 packets.
MAX_PINGED = 2

<?php
// Greets its client: an app behind usher in PHP's command line, one connection after the other.
require __DIR__ . '/usher.php';

function answer(Socket $client, string $head, string $address): void
{
    socket_set_option($client, SOL_SOCKET, SO_RCVTIMEO, ['sec' => 5, 'usec' => 0]);
    while (!str_contains($head, "\r\n\r\n")) {
        $more = strlen($head) < 65536 ? @socket_read($client, 65536) : '';
        if ($more === '' || $more === false) {
            return;
        }
        $head .= $more;
    }
    $body = "Hello, $address!\n";
    $answer = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: " . strlen($body) . "\r\n\r\n"
        . (str_starts_with($head, 'HEAD ') ? '' : $body);
    @socket_write($client, $answer);
    @socket_shutdown($client, 1);
    socket_set_option($client, SOL_SOCKET, SO_RCVTIMEO, ['sec' => 1, 'usec' => 0]);
    for ($i = 0; $i < 100 && (string) @socket_read($client, 65536) !== ''; $i++); // a close with octets unread is a reset
}

$stops = false;
pcntl_async_signals(true);
pcntl_signal(SIGTERM, function () use (&$stops) { $stops = true; });
$usher = new Usher();
while (!$stops) {
    if ($received = $usher->receive()) {
        answer(...$received);
        socket_close($received[0]);
    }
}

<?php // What the page of a site tries once somebody else has the say in it: one line each, what it has got.
[$other, $pid] = [$_GET['other'], $_GET['pid']];
function tell(string $what, $got): void {
    echo $what, ': ', $got === false || $got === null ? 'nothing' : 'GOT ' . trim((string) $got), "\n";
}
function connect(string $to) {
    $stream = @stream_socket_client($to, $errno, $error, 2);
    return $stream ? 'connected' : false;
}
tell('own file', @file_get_contents("/srv/{$_GET['own']}/private"));
tell('own port', connect('tcp://127.0.0.1:8080'));
tell('file', @file_get_contents("/srv/$other/private"));
tell('file by a program', shell_exec("cat /srv/$other/private 2>/dev/null"));
tell('file by a link', @symlink("/srv/$other/private", "/srv/{$_GET['own']}/link")
    ? @file_get_contents("/srv/{$_GET['own']}/link") : false);
tell('log', @file_get_contents("/var/log/apache2-$other/access.log"));
tell('upload', @glob("/proc/$pid/root/tmp/*") ?: false);
tell('memory', @fopen("/proc/$pid/mem", 'r'));
tell('descriptor', @glob("/proc/$pid/fd/*") ?: false);
tell('variables', @file_get_contents("/proc/$pid/environ"));
tell('signal', posix_kill((int) $pid, 0) ?: false);
tell('port', connect("tcp://127.0.0.1:{$_GET['port']}"));
foreach (glob('/run/usher/apps/*') ?: [] as $socket) {
    tell("socket $socket", connect("udg://$socket"));
}
foreach (['return', 'park'] as $socket) {
    tell("usher's $socket", connect("udg:///run/usher/$socket"));
}
tell('own unit', @file_put_contents('/etc/systemd/system/steal.socket', "[X-HTTP]\nPrefix=//$other.example/\n"));
tell("port 80", @stream_socket_server('tcp://0.0.0.0:80'));

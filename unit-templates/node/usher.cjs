// Lets the first server of a program that with-usher.py has started take usher's connections, in place of the port that it
// asks for. One request on each: the next may be another app's. When no more come, what was received is answered, and the
// program gets SIGTERM.
'use strict';
const http = require('http');
const net = require('net');

process.env.NODE_OPTIONS = process.env.NODE_OPTIONS.replace(`--require=${__filename}`, ''); // not for its children
// Every answer says Connection: close, and the server ends the connection after it.
Object.defineProperty(http.ServerResponse.prototype, 'shouldKeepAlive', { get: () => false, set() {} });
const listen = net.Server.prototype.listen;

net.Server.prototype.listen = function (port, ...others) {
    net.Server.prototype.listen = listen;
    const last = others.length ? others[others.length - 1] : port;
    if (typeof last === 'function') this.once('listening', last);
    this.maxRequestsPerSocket = 1; // pipelined requests reach no handler
    // What net.Server does with a handle of its own, so that close(), address() and listening work.
    this._handle = {
        close: () => process.connected && process.disconnect(),
        getsockname: name => { Object.assign(name, { address: '::', family: 'IPv6', port: Number(port?.port ?? port) || 0 }); return 0; },
        ref() {}, unref() {},
    };
    process.on('internalMessage', (message, socket) => {
        if (message.cmd !== 'NODE_USHER' || !socket) return;
        socket.server = socket._server = this;
        this._connections++;
        socket._peername = message.client; // what remoteAddress and the like tell
        if (message.unread) socket.unshift(Buffer.from(message.unread, 'base64'));
        this.emit('connection', socket);
    });
    process.channel.ref();
    process.once('disconnect', () => {
        if (this.listening) this.close(() => process.kill(process.pid, 'SIGTERM'));
    });
    process.nextTick(() => this.emit('listening'));
    return this;
};

// An ordinary server of Node's http and of the package ws. It knows nothing of usher.
const http = require('http');
const WebSocket = require('ws');

const server = http.createServer((request, response) => {
    if (request.method === 'POST') {
        const body = [];
        request.on('data', octets => body.push(octets)).on('end', () => response.end(Buffer.concat(body)));
    } else {
        response.end(`node, ${request.socket.remoteAddress}`);
    }
});
new WebSocket.Server({ server }).on('connection', socket =>
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })));
server.listen(8080);
process.on('SIGTERM', () => server.close(() => process.exit()));

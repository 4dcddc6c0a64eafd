// An ordinary Express app. It knows nothing of usher.
const express = require('express');

const app = express();
app.use(express.raw({ type: () => true, limit: '16mb' }));
app.use((request, response) =>
    response.send(request.method === 'POST' ? request.body : `express, ${request.ip}`));
const server = app.listen(process.env.PORT || 8080);
process.on('SIGTERM', () => server.close(() => process.exit()));

"""Greets its client: an app behind usher in Python's asyncio."""
import asyncio, signal
import usher

answering = set()

async def answer(reader, writer):
    answering.add(asyncio.current_task())
    try:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
        body = b"Hello, %s!\n" % writer.get_extra_info("peername")[0].encode()
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % len(body))
        if not head.startswith(b"HEAD "):
            writer.write(body)
        writer.write_eof()
        await asyncio.wait_for(reader.read(), 2)  # a close with octets unread would be a reset: drain for a moment
    except (OSError, EOFError, asyncio.LimitOverrunError, asyncio.TimeoutError):
        pass
    finally:
        writer.close()
        answering.discard(asyncio.current_task())

async def main():
    loop = asyncio.get_running_loop()
    def protocol():
        reader = asyncio.StreamReader()
        return asyncio.StreamReaderProtocol(reader, answer)
    serving = asyncio.create_task(usher.serve(protocol))
    loop.add_signal_handler(signal.SIGTERM, serving.cancel)
    try:
        await serving
    except asyncio.CancelledError:
        while answering:
            await asyncio.wait(answering)

asyncio.run(main())

// Package usher receives connections from usher, for net/http and every other server that takes a net.Listener. Copy
// this directory; it needs the standard library alone. The protocol is PROTOCOL.md.
package usher

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"os/user"
	"strconv"
	"sync"
	"syscall"
)

const (
	messageMax = 65536
	unreadMax  = 60000
	controlMax = 1024 // for several descriptors, and what the socket unit adds
)

var errMalformed = errors.New("usher: malformed message")

// Serve answers requests with handler until SIGTERM; then it receives nothing more, answers what it has received, and
// returns nil. Each answer says Connection: close, since the next request on a connection may be another app's.
func Serve(handler http.Handler) error {
	listener, err := Listen()
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler}
	server.SetKeepAlivesEnabled(false)
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	stopped := make(chan error, 1)
	go func() {
		<-stop.Done()
		stopped <- server.Shutdown(context.Background())
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}

// Listener accepts the connections that arrive on a datagram socket of systemd. A server that uses it must answer one
// request on each: SetKeepAlivesEnabled(false).
type Listener struct {
	socket *net.UnixConn
	// believed: addresses in messages are (rule 5). Behind a balancer (ProxyFrom=) the socket has the balancer's.
	believed bool
	mutex    sync.Mutex // guards the buffers
	buffer   [messageMax]byte
	extra    [controlMax]byte
}

// Listen takes the socket that systemd has passed: the first one, of the unit's ListenDatagram=.
func Listen() (*Listener, error) {
	file := os.NewFile(3, "usher")
	defer file.Close()
	conn, err := net.FilePacketConn(file)
	if err != nil {
		return nil, fmt.Errorf("usher: descriptor 3 is no datagram socket (a socket unit with ListenDatagram= passes one): %w", err)
	}
	socket, ok := conn.(*net.UnixConn)
	if !ok {
		return nil, fmt.Errorf("usher: descriptor 3 is of %s: ListenDatagram= wants a path", conn.LocalAddr().Network())
	}
	return &Listener{socket: socket, believed: onlyUsherSends(conn.LocalAddr().String())}, nil
}

// onlyUsherSends tells whether none but root, the group usher and this process's user can write to a path.
func onlyUsherSends(path string) bool {
	info, err := os.Stat(path)
	if err != nil {
		return false
	}
	file := info.Sys().(*syscall.Stat_t)
	usher, err := user.LookupGroup("usher")
	isUsher := err == nil && usher.Gid == strconv.Itoa(int(file.Gid))
	isOwned := file.Uid == 0 || int(file.Uid) == os.Geteuid()
	return isOwned && file.Mode&0o002 == 0 && (file.Mode&0o020 == 0 || file.Gid == 0 || isUsher)
}

// Accept returns the next connection. What is no message of the protocol is dropped with all that came in it.
func (l *Listener) Accept() (net.Conn, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for {
		size, extra, flags, _, err := l.socket.ReadMsgUnix(l.buffer[:], l.extra[:]) // close-on-exec
		if err != nil {
			return nil, err
		}
		fds := descriptors(l.extra[:extra])
		client, unread, err := parse(l.buffer[:size])
		if flags&syscall.MSG_CTRUNC != 0 {
			log.Print("usher: a connection is lost: LimitNOFILE= reached? SELinux? AppArmor?")
		}
		if len(fds) != 1 || flags&(syscall.MSG_TRUNC|syscall.MSG_CTRUNC) != 0 || err != nil {
			closeAll(fds)
			continue
		}
		file := os.NewFile(uintptr(fds[0]), "connection")
		conn, err := net.FileConn(file) // another descriptor of it
		file.Close()
		if err != nil {
			continue // it was reset, or is no socket
		}
		if !l.believed || client == nil {
			client = conn.RemoteAddr()
		}
		if len(unread) == 0 && client.String() == conn.RemoteAddr().String() {
			return conn, nil // as it is, so that net/http can send files by it
		}
		return &handed{conn, client, append([]byte(nil), unread...)}, nil
	}
}

// Close ends Accept. What waits stays in systemd's socket for the next process.
func (l *Listener) Close() error { return l.socket.Close() }

// Addr returns the path of the socket.
func (l *Listener) Addr() net.Addr { return l.socket.LocalAddr() }

func descriptors(extra []byte) []int {
	var fds []int
	messages, _ := syscall.ParseSocketControlMessage(extra)
	for i := range messages {
		rights, err := syscall.ParseUnixRights(&messages[i])
		if err == nil { // else it is something that the socket unit has asked for
			fds = append(fds, rights...)
		}
	}
	return fds
}

func closeAll(fds []int) {
	for _, fd := range fds {
		syscall.Close(fd)
	}
}

// parse returns the client that a message tells, if it tells one, and what follows its header.
func parse(message []byte) (client net.Addr, unread []byte, err error) {
	addresses := map[byte]int{0x00: 0, 0x11: 12, 0x21: 36, 0x31: 216}
	if len(message) < 16 || string(message[:12]) != "\r\n\r\n\x00\r\nQUIT\n" {
		return nil, nil, errMalformed
	}
	end := 16 + int(binary.BigEndian.Uint16(message[14:]))
	skipped, known := addresses[message[13]]
	at := 16 + skipped
	if message[12] == 0x20 { // LOCAL: all of it is skipped
		at, known = end, true
	}
	for at+3 <= end && end <= len(message) { // the TLVs: PREFIX, SCOPE ...
		at += 3 + int(binary.BigEndian.Uint16(message[at+1:]))
	}
	if message[12]|1 != 0x21 || !known || at != end || end > len(message) || len(message)-end > unreadMax {
		return nil, nil, errMalformed
	}
	if size := (skipped - 4) / 2; message[12] == 0x21 && (size == net.IPv4len || size == net.IPv6len) {
		ip := append(net.IP(nil), message[16:16+size]...)
		client = &net.TCPAddr{IP: ip, Port: int(binary.BigEndian.Uint16(message[16+2*size:]))}
	}
	return client, message[end:], nil
}

// handed is a connection with its client, and with octets that another app has read and not used.
type handed struct {
	net.Conn
	client net.Addr
	unread []byte
}

// RemoteAddr returns the client's address.
func (c *handed) RemoteAddr() net.Addr { return c.client }

func (c *handed) Read(room []byte) (int, error) {
	if len(c.unread) == 0 {
		return c.Conn.Read(room)
	}
	count := copy(room, c.unread)
	c.unread = c.unread[count:]
	return count, nil
}

// CloseWrite is what net/http ends a connection with before it drains it (rule 25).
func (c *handed) CloseWrite() error {
	if conn, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return conn.CloseWrite()
	}
	return nil
}

// Greets its client: an app behind usher in Go.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"

	"example.org/hello/usher"
)

func main() {
	err := usher.Serve(http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		io.Copy(io.Discard, request.Body)
		host, _, _ := net.SplitHostPort(request.RemoteAddr)
		fmt.Fprintf(answer, "Hello, %s!\n", host)
	}))
	if err != nil {
		log.Fatal(err)
	}
}

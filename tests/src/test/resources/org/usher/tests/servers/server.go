// An ordinary server of Go's net/http. It knows nothing of usher.
package main

import (
	"fmt"
	"io"
	"net/http"
)

func main() {
	http.HandleFunc("/", func(response http.ResponseWriter, request *http.Request) {
		if request.Method == http.MethodPost {
			body, _ := io.ReadAll(request.Body)
			response.Write(body)
		} else {
			fmt.Fprintf(response, "go, %s", request.RemoteAddr)
		}
	})
	panic(http.ListenAndServe("127.0.0.1:8092", nil))
}

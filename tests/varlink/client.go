// A client of the control socket that shares no code with usher: the Go implementation of Varlink and its parser of
// interface descriptions, as Debian has them.
//
//	client SOCKET <CALLS
//
// A call is a line: METHOD, then as many of more, oneway and upgrade as it takes, then its parameters as JSON or nothing.
// For each it prints what came back, a line: "reply PARAMETERS", "error NAME", or "nothing" for a oneway call. A reply
// that is not what the interface's description declares is printed as "differs WHERE".
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/varlink/go/varlink"
	"github.com/varlink/go/varlink/idl"
)

var flags = map[string]uint64{"more": varlink.More, "oneway": varlink.Oneway, "upgrade": varlink.Upgrade}

func main() {
	connection, err := varlink.NewConnection(context.Background(), "unix:"+os.Args[1])
	check(err)
	descriptions := describe(connection)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		fmt.Println(call(connection, descriptions, lines.Text()))
	}
	check(lines.Err())
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// describe asks for every interface that the service says it has.
func describe(connection *varlink.Connection) map[string]*idl.IDL {
	var vendor, product, version, url string
	var names []string
	check(connection.GetInfo(context.Background(), &vendor, &product, &version, &url, &names))
	fmt.Println("service", vendor, product, strings.Join(names, " "))
	descriptions := map[string]*idl.IDL{}
	for _, name := range names {
		text, err := connection.GetInterfaceDescription(context.Background(), name)
		check(err)
		// This parser takes no capitals in the name of an interface, which the specification allows.
		description, err := idl.New(strings.Replace(text, "interface "+name, "interface "+strings.ToLower(name), 1))
		check(err)
		methods := []string{}
		for _, method := range description.Methods {
			methods = append(methods, method.Name)
		}
		fmt.Println("interface", name, strings.Join(methods, " "))
		descriptions[name] = description
	}
	return descriptions
}

func call(connection *varlink.Connection, descriptions map[string]*idl.IDL, line string) string {
	words := strings.SplitN(line, " ", 2)
	method := words[0]
	rest := ""
	if len(words) > 1 {
		rest = words[1]
	}
	var chosen uint64
	for first := strings.Fields(rest); len(first) > 0 && flags[first[0]] != 0; first = strings.Fields(rest) {
		chosen |= flags[first[0]]
		rest = strings.TrimPrefix(strings.TrimSpace(rest), first[0])
	}
	var parameters interface{}
	if strings.TrimSpace(rest) != "" {
		check(json.Unmarshal([]byte(rest), &parameters))
	}
	receive, err := connection.Send(context.Background(), method, parameters, chosen)
	check(err)
	if chosen&varlink.Oneway != 0 {
		return "nothing"
	}
	var reply json.RawMessage
	if _, err = receive(context.Background(), &reply); err != nil {
		return failure(err)
	}
	if where := differs(descriptions, method, reply); where != "" {
		return "differs " + where
	}
	return "reply " + string(reply)
}

// failure names an error of the protocol or of the interface; a connection that ended is the end of all.
func failure(err error) string {
	parameters, _ := json.Marshal(err)
	switch err.(type) {
	case *varlink.Error, *varlink.InterfaceNotFound, *varlink.MethodNotFound, *varlink.MethodNotImplemented,
		*varlink.InvalidParameter:
		return fmt.Sprintf("error %s %s", strings.TrimPrefix(fmt.Sprintf("%T", err), "*varlink."), parameters)
	}
	check(err)
	return ""
}

// differs says where a reply is not what its method declares.
func differs(descriptions map[string]*idl.IDL, method string, reply []byte) string {
	dot := strings.LastIndex(method, ".")
	description := descriptions[method[:dot]]
	for _, declared := range description.Methods {
		if declared.Name == method[dot+1:] {
			var value interface{}
			decoder := json.NewDecoder(bytes.NewReader(reply))
			decoder.UseNumber()
			check(decoder.Decode(&value))
			return differsFrom(description, declared.Out, value, declared.Name)
		}
	}
	return method + " is not declared"
}

func differsFrom(description *idl.IDL, declared *idl.Type, value interface{}, where string) string {
	switch declared.Kind {
	case idl.TypeAlias:
		for _, alias := range description.Aliases {
			if alias.Name == declared.Alias {
				return differsFrom(description, alias.Type, value, where)
			}
		}
		return where + ": no type " + declared.Alias
	case idl.TypeMaybe:
		if value == nil {
			return ""
		}
		return differsFrom(description, declared.ElementType, value, where)
	case idl.TypeArray:
		elements, ok := value.([]interface{})
		for i := 0; ok && i < len(elements); i++ {
			if found := differsFrom(description, declared.ElementType, elements[i], where+"[]"); found != "" {
				return found
			}
		}
		return unless(ok, where+" is no array")
	case idl.TypeMap:
		entries, ok := value.(map[string]interface{})
		for name, entry := range entries {
			if found := differsFrom(description, declared.ElementType, entry, where+"."+name); found != "" {
				return found
			}
		}
		return unless(ok, where+" is no map")
	case idl.TypeStruct:
		return differsFromStruct(description, declared, value, where)
	case idl.TypeBool:
		_, ok := value.(bool)
		return unless(ok, where+" is no bool")
	case idl.TypeString:
		_, ok := value.(string)
		return unless(ok, where+" is no string")
	case idl.TypeInt:
		number, ok := value.(json.Number)
		return unless(ok && !strings.ContainsAny(number.String(), ".eE"), where+" is no int")
	}
	return where + " has a type that this client does not know"
}

func differsFromStruct(description *idl.IDL, declared *idl.Type, value interface{}, where string) string {
	members, ok := value.(map[string]interface{})
	if !ok {
		return where + " is no object"
	}
	known := map[string]bool{}
	for _, field := range declared.Fields {
		known[field.Name] = true
		member, present := members[field.Name]
		if !present && field.Type.Kind != idl.TypeMaybe {
			return where + " has no " + field.Name
		}
		if found := differsFrom(description, field.Type, member, where+"."+field.Name); found != "" {
			return found
		}
	}
	for name := range members {
		if !known[name] {
			return where + " does not declare " + name
		}
	}
	return ""
}

func unless(ok bool, found string) string {
	if ok {
		return ""
	}
	return found
}

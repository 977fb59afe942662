// A driver for the AWS SDK for Go v2, with SHAPEPROOF_ENDPOINT in the environment. build.py makes one
// program for each service: this folder, and service.go, which says what of the SDK is linked.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

const (
	readTime = 3 * time.Second
	attempts = 2
	backoff  = 50 * time.Millisecond
	pages    = "$paginate:"
)

type object = map[string]interface{}

type call struct {
	Id        interface{} `json:"id"`
	Operation string      `json:"operation"`
	Params    object      `json:"params"`
}

// noting notes whether the current call has sent anything.
type noting struct {
	client aws.HTTPClient
	sent   bool
}

func (n *noting) Do(request *http.Request) (*http.Response, error) {
	n.sent = true
	return n.client.Do(request)
}

func configuration(transport aws.HTTPClient) aws.Config {
	endpoint := aws.Endpoint{URL: os.Getenv("SHAPEPROOF_ENDPOINT"), HostnameImmutable: true}
	return aws.Config{
		Region:     os.Getenv("AWS_REGION"),
		HTTPClient: transport,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			id, secret := os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY")
			return aws.Credentials{AccessKeyID: id, SecretAccessKey: secret}, nil
		}),
		EndpointResolverWithOptions: aws.EndpointResolverWithOptionsFunc(
			func(string, string, ...interface{}) (aws.Endpoint, error) { return endpoint, nil }),
		Retryer: func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) {
				o.MaxAttempts, o.MaxBackoff = attempts, backoff
			})
		},
	}
}

// operation makes one call of the client. Raises unsupported for what the client does not have.
func operation(client reflect.Value, name string, params object) (interface{}, error) {
	method := client.MethodByName(name)
	if !method.IsValid() {
		return nil, unsupported{name}
	}
	input, err := filled(method.Type().In(1), params)
	if err != nil {
		return nil, err
	}
	found := method.Call([]reflect.Value{reflect.ValueOf(context.Background()), input})
	return outcome(found)
}

// allPages asks for all pages, and joins them: lists one after the other, everything else from the
// last page. So a token occurs only if the client stopped before the end.
func allPages(client reflect.Value, name string, params object) (interface{}, error) {
	maker, known := paginators[name]
	if !known {
		return nil, unsupported{pages + name}
	}
	input, err := filled(reflect.TypeOf(maker).In(1), params)
	if err != nil {
		return nil, err
	}
	paginator := reflect.ValueOf(maker).Call([]reflect.Value{client, input})[0]
	joined := object{}
	for paginator.MethodByName("HasMorePages").Call(nil)[0].Bool() {
		next := paginator.MethodByName("NextPage")
		page, err := outcome(next.Call([]reflect.Value{reflect.ValueOf(context.Background())}))
		if err != nil {
			return nil, err
		}
		join(joined, page.(object))
	}
	return joined, nil
}

func join(joined, page object) {
	for name := range joined {
		if _, list := joined[name].([]interface{}); !list {
			delete(joined, name)
		}
	}
	for name, value := range page {
		items, list := value.([]interface{})
		if before, both := joined[name].([]interface{}); list && both {
			joined[name] = append(before, items...)
		} else if !both {
			joined[name] = value
		}
	}
}

// outcome is what a method of the SDK has returned, an output and an error.
func outcome(found []reflect.Value) (interface{}, error) {
	if err, failed := found[1].Interface().(error); failed {
		return nil, err
	}
	return shown(found[0])
}

func answer(client reflect.Value, transport *noting, made call) object {
	transport.sent = false
	perform, name := operation, made.Operation
	if strings.HasPrefix(name, pages) {
		perform, name = allPages, strings.TrimPrefix(name, pages)
	}
	output, err := perform(client, name, made.Params)
	if _, lacking := err.(unsupported); lacking {
		fmt.Fprintln(os.Stderr, err)
		return object{"id": made.Id, "unsupported": true}
	}
	if err != nil {
		return object{"id": made.Id, "ok": false, "error": failure(err, transport.sent)}
	}
	return object{"id": made.Id, "ok": true, "output": output}
}

func main() {
	transport := &noting{client: awshttp.NewBuildableClient().WithTimeout(readTime)}
	client := reflect.ValueOf(newClient(configuration(transport)))
	answers := json.NewEncoder(os.Stdout)
	supports := []string{}
	if len(paginators) > 0 {
		supports = append(supports, "paginate")
	}
	answers.Encode(object{
		"hello": 1, "client": "aws-sdk-go-v2 " + aws.SDKVersion, "supports": supports,
		"traits": []string{"zero-values", "integers-only"},
	})
	for lines := bufio.NewReader(os.Stdin); ; {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var made call
		decoder := json.NewDecoder(bytes.NewReader(line))
		decoder.UseNumber()
		if err := decoder.Decode(&made); err != nil {
			panic(err)
		}
		answers.Encode(answer(client, transport, made))
	}
}

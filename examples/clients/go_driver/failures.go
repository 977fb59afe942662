package main

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// unsupported names an operation or a member that the client does not have.
type unsupported struct{ name string }

func (e unsupported) Error() string { return e.name + ": the client does not have it" }

// inexpressible is a value that the client's types cannot hold.
type inexpressible struct{ reason string }

func (e inexpressible) Error() string { return e.reason }

// failure describes an error. The server's are smithy.APIError, in some wrappers; an error before
// anything was sent is a refusal of the parameters; else no readable reply came.
func failure(err error, sent bool) object {
	var service smithy.APIError
	if errors.As(err, &service) {
		described := object{"kind": "service", "code": service.ErrorCode(), "message": service.ErrorMessage()}
		var response *smithyhttp.ResponseError
		if errors.As(err, &response) {
			described["status"] = response.HTTPStatusCode()
		}
		if fields := errorFields(service); len(fields) > 0 {
			described["fields"] = fields
		}
		return described
	}
	kind := "validation"
	if sent {
		kind = "transport"
	}
	return object{"kind": kind, "code": strings.TrimPrefix(fmt.Sprintf("%T", root(err)), "*"), "message": err.Error()}
}

// errorFields are the members of a modeled error, but for its message.
func errorFields(service smithy.APIError) object {
	if _, generic := service.(*smithy.GenericAPIError); generic {
		return nil
	}
	value, err := shown(reflect.ValueOf(service))
	fields, isObject := value.(object)
	if err != nil || !isObject {
		return nil
	}
	delete(fields, "message")
	delete(fields, "Message")
	return fields
}

// root is the innermost error with a type of its own.
func root(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil || strings.HasPrefix(fmt.Sprintf("%T", inner), "*errors.") {
			return err
		}
		err = inner
	}
}

package main

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"math"
	"reflect"
	"strconv"
	"time"

	"github.com/aws/smithy-go/document"
)

// shown is a value of the SDK as JSON, by the names of the API. Nil is absent; a number, a boolean or
// an enum that is no pointer cannot be absent (the trait zero-values).
func shown(value reflect.Value) (interface{}, error) {
	switch given := value.Interface().(type) {
	case time.Time:
		return object{"$timestamp": given.UTC().Format(time.RFC3339Nano)}, nil
	case []byte:
		return object{"$blob": base64.StdEncoding.EncodeToString(given)}, nil
	case io.Reader:
		content, err := io.ReadAll(given)
		if closer, ok := given.(io.Closer); ok {
			closer.Close()
		}
		return object{"$blob": base64.StdEncoding.EncodeToString(content)}, err
	case document.Unmarshaler:
		var held interface{}
		err := given.UnmarshalSmithyDocument(&held)
		return plainOut(held), err
	}
	switch value.Kind() {
	case reflect.Pointer, reflect.Interface:
		return shown(value.Elem())
	case reflect.Struct:
		return shownStructure(value)
	case reflect.Slice:
		return shownList(value)
	case reflect.Map:
		return shownMap(value)
	case reflect.Float32, reflect.Float64:
		return shownFloat(value), nil
	case reflect.String:
		return value.String(), nil
	}
	return value.Interface(), nil
}

func shownStructure(value reflect.Value) (interface{}, error) {
	kind, members := value.Type(), object{}
	if tag := value.FieldByName("Tag"); kind.Name() == "UnknownUnionMember" {
		return object{"SDK_UNKNOWN_MEMBER": object{"name": tag.String()}}, nil
	}
	if tag := tagOf(kind); tag != "" {
		member, err := shown(value.FieldByName("Value"))
		return object{apiName(unionOf(kind), tag): member}, err
	}
	for index := 0; index < kind.NumField(); index++ {
		field := kind.Field(index)
		if !field.IsExported() || field.Anonymous || field.Name == "ResultMetadata" || isNil(value.Field(index)) {
			continue
		}
		member, err := shown(value.Field(index))
		if err != nil {
			return nil, err
		}
		members[apiName(kind.Name(), field.Name)] = member
	}
	return members, nil
}

func shownList(value reflect.Value) (interface{}, error) {
	items := make([]interface{}, value.Len())
	for index := range items {
		if isNil(value.Index(index)) {
			continue
		}
		item, err := shown(value.Index(index))
		if err != nil {
			return nil, err
		}
		items[index] = item
	}
	return items, nil
}

func shownMap(value reflect.Value) (interface{}, error) {
	entries := object{}
	for _, key := range value.MapKeys() {
		entries[key.String()] = nil
		if isNil(value.MapIndex(key)) {
			continue
		}
		entry, err := shown(value.MapIndex(key))
		if err != nil {
			return nil, err
		}
		entries[key.String()] = entry
	}
	return entries, nil
}

func shownFloat(value reflect.Value) interface{} {
	number := value.Float()
	switch {
	case math.IsNaN(number):
		return object{"$float": "NaN"}
	case math.IsInf(number, 1):
		return object{"$float": "Infinity"}
	case math.IsInf(number, -1):
		return object{"$float": "-Infinity"}
	}
	bits := value.Type().Bits()
	return json.Number(strconv.FormatFloat(number, 'g', -1, bits))
}

// plainOut is a document's value with numbers that encoding/json knows.
func plainOut(value interface{}) interface{} {
	switch given := value.(type) {
	case document.Number:
		return json.Number(given)
	case []interface{}:
		for index, item := range given {
			given[index] = plainOut(item)
		}
	case object:
		for name, member := range given {
			given[name] = plainOut(member)
		}
	}
	return value
}

func isNil(value reflect.Value) bool {
	switch value.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map:
		return value.IsNil()
	}
	return false
}

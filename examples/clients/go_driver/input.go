package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

var (
	reader    = reflect.TypeOf((*io.Reader)(nil)).Elem()
	timestamp = reflect.TypeOf(time.Time{})
	blob      = reflect.TypeOf([]byte{})
)

// filled is a new value of a type with what JSON says.
func filled(target reflect.Type, value interface{}) (reflect.Value, error) {
	made := reflect.New(target).Elem()
	return made, fill(made, value)
}

func fill(target reflect.Value, value interface{}) error {
	if value == nil {
		return nil
	}
	kind := target.Type()
	switch {
	case isDocument(kind):
		target.Set(reflect.ValueOf(newDocument(plain(value))))
		return nil
	case kind == reader:
		content, err := bytesOf(value)
		target.Set(reflect.ValueOf(bytes.NewReader(content)))
		return err
	case kind.Kind() == reflect.Interface:
		return fillUnion(target, value)
	case kind == timestamp:
		return fillTime(target, value)
	case kind == blob:
		content, err := bytesOf(value)
		target.SetBytes(content)
		return err
	}
	switch kind.Kind() {
	case reflect.Pointer:
		target.Set(reflect.New(kind.Elem()))
		return fill(target.Elem(), value)
	case reflect.Struct:
		return fillStructure(target, value)
	case reflect.Slice:
		return fillList(target, value)
	case reflect.Map:
		return fillMap(target, value)
	}
	return fillScalar(target, value)
}

func fillStructure(target reflect.Value, value interface{}) error {
	members, ok := value.(object)
	if !ok {
		return mismatch(target, value)
	}
	for name, member := range members {
		field, known := fieldOf(target.Type(), name)
		if !known {
			return unsupported{target.Type().Name() + "." + name}
		}
		if err := fill(target.FieldByIndex(field.Index), member); err != nil {
			return err
		}
	}
	return nil
}

// fillUnion makes the member of a union: a type of its own, with a Value.
func fillUnion(target reflect.Value, value interface{}) error {
	members, ok := value.(object)
	if !ok || len(members) != 1 {
		return mismatch(target, value)
	}
	for name, member := range members {
		for _, each := range unionMembers {
			pointer := reflect.TypeOf(each)
			if !pointer.Implements(target.Type()) || normal(tagOf(pointer.Elem())) != normal(name) {
				continue
			}
			made := reflect.New(pointer.Elem())
			target.Set(made)
			return fill(made.Elem().FieldByName("Value"), member)
		}
		return unsupported{target.Type().Name() + "." + name}
	}
	return nil
}

func fillList(target reflect.Value, value interface{}) error {
	items, ok := value.([]interface{})
	if !ok {
		return mismatch(target, value)
	}
	made := reflect.MakeSlice(target.Type(), len(items), len(items))
	for index, item := range items {
		if err := fill(made.Index(index), item); err != nil {
			return err
		}
	}
	target.Set(made)
	return nil
}

func fillMap(target reflect.Value, value interface{}) error {
	entries, ok := value.(object)
	if !ok {
		return mismatch(target, value)
	}
	target.Set(reflect.MakeMap(target.Type()))
	for key, entry := range entries {
		made, err := filled(target.Type().Elem(), entry)
		if err != nil {
			return err
		}
		target.SetMapIndex(reflect.ValueOf(key).Convert(target.Type().Key()), made)
	}
	return nil
}

func fillTime(target reflect.Value, value interface{}) error {
	text, ok := marked(value, "$timestamp")
	if !ok {
		return mismatch(target, value)
	}
	moment, err := time.Parse(time.RFC3339Nano, text)
	target.Set(reflect.ValueOf(moment))
	return err
}

func fillScalar(target reflect.Value, value interface{}) error {
	if text, ok := marked(value, "$float"); ok {
		number, err := strconv.ParseFloat(text, 64)
		if err != nil || target.Kind() != reflect.Float64 && target.Kind() != reflect.Float32 {
			return mismatch(target, value)
		}
		target.SetFloat(number)
		return nil
	}
	switch given := value.(type) {
	case string:
		if target.Kind() == reflect.String {
			target.SetString(given)
			return nil
		}
	case bool:
		if target.Kind() == reflect.Bool {
			target.SetBool(given)
			return nil
		}
	case json.Number:
		return fillNumber(target, given)
	}
	return mismatch(target, value)
}

func fillNumber(target reflect.Value, given json.Number) error {
	switch target.Kind() {
	case reflect.Int32, reflect.Int64, reflect.Int16, reflect.Int8, reflect.Int:
		whole, err := given.Int64()
		if number, isNumber := given.Float64(); err != nil && isNumber == nil && number == math.Trunc(number) {
			whole, err = int64(number), nil
		}
		if err != nil || target.OverflowInt(whole) {
			return mismatch(target, given)
		}
		target.SetInt(whole)
	case reflect.Float64, reflect.Float32:
		number, err := given.Float64()
		if err != nil {
			return mismatch(target, given)
		}
		target.SetFloat(number)
	default:
		return mismatch(target, given)
	}
	return nil
}

func mismatch(target reflect.Value, value interface{}) error {
	return inexpressible{fmt.Sprintf("%T cannot be a %s", value, target.Type())}
}

// marked is the text of an object with one marker, such as {"$blob": "AAEC"}.
func marked(value interface{}, marker string) (string, bool) {
	if members, ok := value.(object); ok && len(members) == 1 {
		text, isText := members[marker].(string)
		return text, isText
	}
	return "", false
}

func bytesOf(value interface{}) ([]byte, error) {
	if text, ok := marked(value, "$blob"); ok {
		return base64.StdEncoding.DecodeString(text)
	}
	if text, ok := value.(string); ok {
		return []byte(text), nil
	}
	return nil, inexpressible{fmt.Sprintf("%T cannot be bytes", value)}
}

// plain is a document's value with the numbers of Go.
func plain(value interface{}) interface{} {
	switch given := value.(type) {
	case json.Number:
		if whole, err := given.Int64(); err == nil {
			return whole
		}
		number, _ := given.Float64()
		return number
	case []interface{}:
		items := make([]interface{}, len(given))
		for index, item := range given {
			items[index] = plain(item)
		}
		return items
	case object:
		members := object{}
		for name, member := range given {
			members[name] = plain(member)
		}
		return members
	}
	return value
}

func isDocument(kind reflect.Type) bool {
	return kind.Kind() == reflect.Interface && strings.HasSuffix(kind.PkgPath(), "/document")
}

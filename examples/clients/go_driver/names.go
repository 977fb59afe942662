package main

import (
	_ "embed"
	"encoding/json"
	"reflect"
	"strings"
	"unicode"
)

// names.json is what member_names.py prints: the members of each structure as the API spells them. Go
// capitalises names, so that restApiId and RestApiId are one.
//
//go:embed names.json
var namesText []byte

var byStructure, anywhere = spellings()

func spellings() (map[string]map[string]string, map[string]string) {
	var structures map[string][]string
	if err := json.Unmarshal(namesText, &structures); err != nil {
		panic(err)
	}
	within, all := map[string]map[string]string{}, map[string]string{}
	for structure, members := range structures {
		within[normal(structure)] = map[string]string{}
		for _, member := range members {
			within[normal(structure)][normal(member)] = member
			all[normal(member)] = member
		}
	}
	return within, all
}

// apiName is the API's name of a field of a structure.
func apiName(structure, field string) string {
	if name, known := byStructure[normal(structure)][normal(field)]; known {
		return name
	}
	if name, known := anywhere[normal(field)]; known {
		return name
	}
	return field
}

// fieldOf finds the field of a member: its name with a capital, and without leading underscores.
func fieldOf(kind reflect.Type, member string) (reflect.StructField, bool) {
	return kind.FieldByNameFunc(func(name string) bool {
		return normal(name) == normal(member) && unicode.IsUpper([]rune(name)[0])
	})
}

// tagOf is the name of a union's member from the name of its type: AttributeValueMemberS.
func tagOf(kind reflect.Type) string {
	if _, _, found := strings.Cut(kind.Name(), "Member"); !found || !isUnionMember(kind) {
		return ""
	}
	return kind.Name()[len(unionOf(kind))+len("Member"):]
}

func isUnionMember(kind reflect.Type) bool {
	for _, each := range unionMembers {
		if reflect.TypeOf(each).Elem() == kind {
			return true
		}
	}
	return false
}

// unionOf is the union of which a type is a member: an interface that its name begins with.
func unionOf(kind reflect.Type) string {
	return kind.Name()[:strings.LastIndex(kind.Name(), "Member")]
}

func normal(name string) string {
	return strings.Map(func(each rune) rune {
		if unicode.IsLetter(each) || unicode.IsDigit(each) {
			return unicode.ToLower(each)
		}
		return -1
	}, name)
}

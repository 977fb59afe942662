"""The JSON protocols: json and rest-json."""

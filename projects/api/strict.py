"""What programs send is used, or refused by name: nothing is ignored without a word."""

from collections.abc import Mapping

from rest_framework import serializers

# What a browser's form sends along.
ALONG = {"csrfmiddlewaretoken"}


NO_TEXT = "Not a valid string."


class Strict:
    """For serializers of bodies: a field they do not have is refused, with the names of those they have.

    So is a number where a text belongs.
    """

    def to_internal_value(self, data):
        if isinstance(data, Mapping):
            known = [name for name, field in self.fields.items() if not field.read_only]
            for name in data:
                if name not in known and name not in ALONG:
                    raise serializers.ValidationError({str(name)[:80]: [unknown(known)]})
            numbers = [name for name, value in data.items() if isinstance(value, (int, float))]
            texts = [name for name in numbers if isinstance(self.fields.get(name), serializers.CharField)]
            if texts:  # REST framework would write them out as text, which the document does not promise
                raise serializers.ValidationError({name: [NO_TEXT] for name in texts})
        return super().to_internal_value(data)


def unknown(known):
    return f"There is no such field here. There is {', '.join(known)}." if known else "Nothing is sent here."


def no_filter(known):
    return f"This list has no such filter. It has {', '.join(known)}, and limit, cursor and fields."


class StrictSerializer(Strict, serializers.Serializer):
    """A body with these fields and no others."""


class StrictModelSerializer(Strict, serializers.ModelSerializer):
    """The same for some fields of a model."""


def nothing_sent(request):
    """Refuse a body where none is read: whoever sends settings there believes that they count."""
    StrictSerializer(data=request.data).is_valid(raise_exception=True)

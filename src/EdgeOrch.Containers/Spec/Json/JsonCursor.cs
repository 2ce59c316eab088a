using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace EdgeOrch.Containers.Spec.Json;

/// <summary>
/// Walks one JSON document and knows where it is, so that every refusal names the field. A serializer's preparations take
/// longer than a container's start (docs/benchmarks.md); this needs none.
/// </summary>
/// <remarks>
/// A reading method is called at the first token of its value and leaves at the last one. A field that is null counts as absent,
/// as for the Go programs that write these documents.
/// </remarks>
public ref struct JsonCursor
{
    private const int MaxDepth = 64;
    private const int MaxShown = 64;

    private readonly Place[] _places = new Place[MaxDepth];
    private Utf8JsonReader _reader;
    private int _depth;

    private JsonCursor(ReadOnlySpan<byte> document) => _reader = new Utf8JsonReader(document, new JsonReaderOptions { MaxDepth = MaxDepth });

    /// <summary>Reads one value.</summary>
    /// <typeparam name="T">What it becomes.</typeparam>
    /// <param name="json">The cursor, at the value.</param>
    public delegate T Read<out T>(ref JsonCursor json);

    /// <summary>Sets one field of an object.</summary>
    /// <typeparam name="T">The object.</typeparam>
    /// <param name="json">The cursor, at the field's value.</param>
    /// <param name="value">The object.</param>
    /// <param name="field">The field's name.</param>
    public delegate void Set<in T>(ref JsonCursor json, T value, string field);

    /// <summary>Reads a whole document.</summary>
    /// <typeparam name="T">What it becomes.</typeparam>
    /// <param name="document">UTF-8, at most 64 levels deep.</param>
    /// <param name="read">Reads its value.</param>
    /// <exception cref="ContainerException">It is no JSON, or a field has a value that it cannot have.</exception>
    public static T Document<T>(ReadOnlySpan<byte> document, Read<T> read)
    {
        var json = new JsonCursor(document);
        try
        {
            json._reader.Read();
            var value = read(ref json);

            // Throws for whatever comes behind the value.
            json._reader.Read();
            return value;
        }
        catch (JsonException problem)
        {
            throw new ContainerException($"{json.Path}: is no JSON: {problem.Message}", problem);
        }
    }

    /// <summary>Reads an object, handing its fields out one after the other.</summary>
    /// <typeparam name="T">What it becomes.</typeparam>
    /// <param name="value">Receives the fields.</param>
    /// <param name="set">Sets one.</param>
    /// <returns>The same value.</returns>
    /// <exception cref="ContainerException">It is none.</exception>
    public T Object<T>(T value, Set<T> set)
    {
        if (_reader.TokenType != JsonTokenType.StartObject) throw Unfit("an object");
        _places[_depth++] = default;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var field = Decoded();
            _places[_depth - 1].Name = field;
            _reader.Read();
            if (_reader.TokenType != JsonTokenType.Null) set(ref this, value, field);
        }

        _depth--;
        return value;
    }

    /// <summary>Passes over the value.</summary>
    public void Skip() => _reader.Skip();

    /// <summary>Reads a list.</summary>
    /// <typeparam name="T">Its entries.</typeparam>
    /// <param name="read">Reads one.</param>
    /// <exception cref="ContainerException">It is none.</exception>
    public List<T> List<T>(Read<T> read)
    {
        if (_reader.TokenType != JsonTokenType.StartArray) throw Unfit("a list");
        _places[_depth++] = default;
        var list = new List<T>();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            _places[_depth - 1].Index = list.Count;
            list.Add(read(ref this));
        }

        _depth--;
        return list;
    }

    /// <summary>Reads an object whose names are the caller's own; the last of two of one name counts.</summary>
    /// <typeparam name="T">Its values.</typeparam>
    /// <param name="read">Reads one.</param>
    /// <exception cref="ContainerException">It is none.</exception>
    public Dictionary<string, T> Map<T>(Read<T> read) =>
        Object((Entries: new Dictionary<string, T>(StringComparer.Ordinal), Read: read), static (ref json, map, name) => map.Entries[name] = map.Read(ref json)).Entries;

    /// <summary>Reads a list of texts.</summary>
    /// <exception cref="ContainerException">It is none.</exception>
    public List<string> Texts() => List(static (ref JsonCursor json) => json.Text());

    /// <summary>Reads a text.</summary>
    /// <exception cref="ContainerException">It is none.</exception>
    public string Text()
    {
        if (_reader.TokenType != JsonTokenType.String) throw Unfit("a text");
        return Decoded();
    }

    /// <summary>Reads true or false.</summary>
    /// <exception cref="ContainerException">It is neither.</exception>
    public bool Flag() => _reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Unfit("true or false"),
    };

    /// <summary>Reads a whole number.</summary>
    /// <typeparam name="T">Its range.</typeparam>
    /// <exception cref="ContainerException">It is none, or out of range.</exception>
    public T Number<T>()
        where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (_reader.TokenType == JsonTokenType.Number && T.TryParse(_reader.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)) return value;
        throw Unfit($"a whole number from {T.MinValue} to {T.MaxValue}");
    }

    /// <summary>Reads a moment.</summary>
    /// <exception cref="ContainerException">It is none.</exception>
    public DateTimeOffset Time() =>
        _reader.TokenType == JsonTokenType.String && _reader.TryGetDateTimeOffset(out var time) ? time : throw Unfit("a time as of RFC 3339");

    /// <summary>Where the cursor is, such as <c>process.rlimits[0].hard</c>.</summary>
    private readonly string Path
    {
        get
        {
            var path = new StringBuilder();
            foreach (var place in _places.AsSpan(0, _depth))
                if (place.Name is { } name) path.Append(path.Length == 0 ? "" : ".").Append(name);
                else path.Append(CultureInfo.InvariantCulture, $"[{place.Index}]");
            return path.Length == 0 ? "the document" : path.ToString();
        }
    }

    private readonly string Decoded()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Unfit("a text of Unicode characters");
        }
    }

    private readonly ContainerException Unfit(string right)
    {
        var value = _reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "a list",
            JsonTokenType.String => $"\"{Shown(_reader.ValueSpan)}\"",
            _ => Shown(_reader.ValueSpan),
        };
        return new ContainerException($"{Path}: is {value}, but must be {right}");
    }

    private static string Shown(ReadOnlySpan<byte> text) => text.Length <= MaxShown ? Encoding.UTF8.GetString(text) : Encoding.UTF8.GetString(text[..MaxShown]) + "…";

    // A list's place has no name.
    private struct Place
    {
        public string? Name;
        public int Index;
    }
}

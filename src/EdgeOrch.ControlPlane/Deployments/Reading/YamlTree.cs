using EdgeOrch.Contracts;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Parses YAML 1.2, and so JSON, into nodes that know their lines. Depth and size are bounded, aliases included.</summary>
internal sealed class YamlTree
{
    private const int DeepestLevel = 32;
    private const int MostNodes = 100_000;
    private const int MostDocuments = 100;

    private readonly string _text;
    private readonly Parser _parser;
    private readonly Dictionary<string, (ManifestNode Node, Weight Weight)> _anchors = new(StringComparer.Ordinal);
    private Weight _read;

    private YamlTree(string text)
    {
        _text = text;
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <summary>The documents of a text up to the first error of syntax, which is added to <paramref name="problems"/>.</summary>
    public static IReadOnlyList<ManifestDocument> Parse(string text, ProblemList problems)
    {
        var documents = new List<ManifestDocument>();
        var tree = new YamlTree(text);
        try
        {
            tree.ReadDocuments(documents);
        }
        catch (YamlRefusedException refused)
        {
            problems.Add(refused.Code, "", refused.Message, refused.Line);
        }
        catch (YamlException broken)
        {
            problems.Add("syntax", "", $"no valid YAML: {Shown.Cut(broken.Message)}", (int)broken.Start.Line);
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException)
        {
            // YamlDotNet throws these, and not its own exception, on some broken texts.
            problems.Add("syntax", "", "no valid YAML", Line(tree._parser.Current));
        }
        return documents;
    }

    private void ReadDocuments(List<ManifestDocument> documents)
    {
        _parser.Consume<StreamStart>();
        while (!_parser.Accept<StreamEnd>(out _))
        {
            var start = _parser.Consume<DocumentStart>();
            _anchors.Clear();
            var root = ReadNode(0, out _);
            var end = _parser.Consume<DocumentEnd>();
            // A document of nothing, as after a last "---", is no document.
            if (root is ScalarNode { Kind: ScalarKind.Null }) continue;
            if (documents.Count == MostDocuments) throw new YamlRefusedException("too-many", $"more than {MostDocuments} documents", root.Line);
            documents.Add(new ManifestDocument(root, Slice(start, end)));
        }
    }

    private string Slice(DocumentStart start, DocumentEnd end)
    {
        var from = (int)Math.Clamp(start.IsImplicit ? start.Start.Index : start.End.Index, 0, _text.Length);
        var to = (int)Math.Clamp(end.Start.Index, from, _text.Length);
        return _text[from..to].Trim('\n', '\r') + "\n";
    }

    private ManifestNode ReadNode(int depth, out Weight weight)
    {
        if (_parser.Current is AnchorAlias alias) return ReadAlias(alias, out weight);
        var before = _read;
        var line = Line(_parser.Current);
        Count(new Weight(1, (_parser.Current as Scalar)?.Value.Length ?? 0), line);
        if (depth > DeepestLevel) throw new YamlRefusedException("too-deep", $"nested deeper than {DeepestLevel} levels", line);
        var anchor = (_parser.Current as NodeEvent)?.Anchor ?? AnchorName.Empty;
        ManifestNode node = _parser.Current switch
        {
            MappingStart => ReadMap(depth),
            SequenceStart => ReadList(depth),
            Scalar scalar => ReadScalar(scalar),
            _ => throw new YamlRefusedException("syntax", "no valid YAML: a value is missing", line),
        };
        weight = new Weight(_read.Nodes - before.Nodes, _read.Characters - before.Characters);
        // Noted only when complete: an alias within its own anchor would be a tree without end.
        if (!anchor.IsEmpty) _anchors[anchor.Value] = (node, weight);
        return node;
    }

    private ManifestNode ReadAlias(AnchorAlias alias, out Weight weight)
    {
        var line = Line(alias);
        if (!_anchors.TryGetValue(alias.Value.Value, out var target))
            throw new YamlRefusedException("syntax", $"alias {Shown.Quote(alias.Value.Value)} names no anchor before it", line);
        _parser.MoveNext();
        Count(target.Weight, line);
        weight = target.Weight;
        return target.Node;
    }

    private MapNode ReadMap(int depth)
    {
        var line = Line(_parser.Consume<MappingStart>());
        var entries = new List<MapEntry>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
                throw new YamlRefusedException("syntax", "a key must be a plain word or a quoted text", Line(_parser.Current));
            Count(new Weight(0, key.Value.Length), Line(key));
            entries.Add(new MapEntry(key.Value, Line(key), ReadNode(depth + 1, out _)));
        }
        return new MapNode(line, entries);
    }

    private ListNode ReadList(int depth)
    {
        var line = Line(_parser.Consume<SequenceStart>());
        var items = new List<ManifestNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadNode(depth + 1, out _));
        return new ListNode(line, items);
    }

    private ScalarNode ReadScalar(Scalar scalar)
    {
        _parser.MoveNext();
        // A tag of "!" or "!!str" makes a plain scalar text; others are read as if they were not there.
        var text = scalar.Style != ScalarStyle.Plain || (!scalar.Tag.IsEmpty && scalar.Tag.Value == "tag:yaml.org,2002:str");
        return new ScalarNode(Line(scalar), scalar.Value, text);
    }

    private void Count(Weight weight, int line)
    {
        _read = new Weight(_read.Nodes + weight.Nodes, _read.Characters + weight.Characters);
        if (_read.Nodes > MostNodes) throw new YamlRefusedException("too-large", $"more than {MostNodes} values, aliases expanded", line);
        if (_read.Characters > Limits.ManifestBytes) throw new YamlRefusedException("too-large", $"more than {Limits.ManifestBytes} characters, aliases expanded", line);
    }

    private static int Line(ParsingEvent? parsed) => parsed is null ? 1 : (int)parsed.Start.Line;

    /// <summary>How much has been read, aliases expanded.</summary>
    private readonly record struct Weight(int Nodes, long Characters);
}

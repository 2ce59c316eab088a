namespace EdgeOrch.Containers.Terminals;

/// <summary>Keys that end an attachment and leave the process alone, as <c>--detach-keys</c> of docker(1) writes them: <c>ctrl-p,ctrl-q</c>.</summary>
public sealed class DetachKeys
{
    /// <summary>The keys that docker has, too.</summary>
    public const string Default = "ctrl-p,ctrl-q";

    /// <summary>The rule in words, for error messages.</summary>
    public const string Rule = "keys separated by commas, each a character or ctrl- and one of a-z @ [ \\ ] ^ _";

    private const string Control = "ctrl-";
    private readonly byte[] _keys;
    private int _seen;

    private DetachKeys(byte[] keys) => _keys = keys;

    /// <summary>Reads them; false when they break the rule.</summary>
    /// <param name="text">The keys.</param>
    /// <param name="keys">The result.</param>
    public static bool TryParse(string text, out DetachKeys keys)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parsed = text.Split(',').Select(Key).ToList();
        keys = new DetachKeys([.. parsed.OfType<byte>()]);
        return !parsed.Contains(null);
    }

    /// <summary>True once the keys were pressed one after the other; remembers what came before.</summary>
    /// <param name="pressed">What was read.</param>
    public bool Complete(ReadOnlySpan<byte> pressed)
    {
        foreach (var key in pressed)
        {
            _seen = key == _keys[_seen] ? _seen + 1 : key == _keys[0] ? 1 : 0;
            if (_seen < _keys.Length) continue;
            _seen = 0;
            return true;
        }

        return false;
    }

    // A control character is its letter's without the upper bits (ascii(7)).
    private static byte? Key(string text) => text switch
    {
        [var one] when one is > ' ' and < (char)127 => (byte)one,
        [.., var one] when text.Length == Control.Length + 1 && text.StartsWith(Control, StringComparison.Ordinal)
            && char.ToUpperInvariant(one) is >= '@' and <= '_' and var upper => (byte)(upper & 0x1F),
        _ => null,
    };
}

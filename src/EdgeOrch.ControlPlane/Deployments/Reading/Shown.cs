using System.Text;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Makes a piece of an operator's text fit to stand in a message: one line, bounded.</summary>
internal static class Shown
{
    private const int Longest = 80;

    public static string Quote(string text) => $"\"{Cut(text)}\"";

    public static string Cut(string text)
    {
        var shown = new StringBuilder();
        foreach (var character in text.Length > Longest ? text.AsSpan(0, Longest) : text)
            shown.Append(char.IsControl(character) || char.IsSurrogate(character) ? '?' : character);
        return text.Length > Longest ? shown.Append('…').ToString() : shown.ToString();
    }
}

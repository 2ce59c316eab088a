using System.Reflection;
using System.Text.Json.Serialization;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>The words of an enum as JSON has them, in the order of declaration.</summary>
internal static class EnumWords<T>
    where T : struct, Enum
{
    public static IReadOnlyDictionary<string, T> All { get; } = Enum.GetValues<T>().ToDictionary(WordOf, value => value, StringComparer.Ordinal);

    private static string WordOf(T value)
    {
        var name = value.ToString();
        return typeof(T).GetField(name)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? name;
    }
}

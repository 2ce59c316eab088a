using System.Collections;
using System.Reflection;

namespace EdgeOrch.Contracts.Tests.Json;

/// <summary>Compares values by what is in them: records by their members, lists in order, dictionaries by key; a record's own equality compares lists by reference.</summary>
internal static class DeepEquality
{
    /// <summary>Fails with the path of the first difference.</summary>
    public static void AssertEqual(object? expected, object? actual)
    {
        if (Difference(expected, actual, "value") is { } difference) Assert.Fail(difference);
    }

    private static string? Difference(object? expected, object? actual, string path)
    {
        if (expected is null || actual is null) return expected == actual ? null : Say(expected, actual, path);
        if (expected is IReadOnlyDictionary<string, string> or IReadOnlyDictionary<string, string?>) return Entries((IDictionary)expected, (IDictionary)actual, path);
        if (expected is IEnumerable and not string) return Items((IEnumerable)expected, (IEnumerable)actual, path);
        if (expected.GetType() != actual.GetType()) return Say(expected, actual, path);
        // A struct's equality is by value; records are the only classes with members here.
        if (expected is ValueType or string) return expected.Equals(actual) ? null : Say(expected, actual, path);
        return expected.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(property => Difference(property.GetValue(expected), property.GetValue(actual), $"{path}.{property.Name}"))
            .FirstOrDefault(difference => difference is not null);
    }

    private static string? Entries(IDictionary expected, IDictionary actual, string path) =>
        expected.Count != actual.Count
            ? Say(expected.Count, actual.Count, path + ".Count")
            : expected.Keys.Cast<object>().Select(key => Difference(expected[key], actual[key], $"{path}[{key}]")).FirstOrDefault(difference => difference is not null);

    private static string? Items(IEnumerable expected, IEnumerable actual, string path)
    {
        var (wanted, seen) = (expected.Cast<object?>().ToList(), actual.Cast<object?>().ToList());
        return wanted.Count != seen.Count
            ? Say(wanted.Count, seen.Count, path + ".Count")
            : wanted.Select((item, index) => Difference(item, seen[index], $"{path}[{index}]")).FirstOrDefault(difference => difference is not null);
    }

    private static string Say(object? expected, object? actual, string path) => $"{path}: expected \"{expected ?? "null"}\", was \"{actual ?? "null"}\"";
}

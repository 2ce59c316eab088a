namespace EdgeOrch.Contracts.Tests.Samples;

/// <summary>A value of a contract and the golden file that says how it is written.</summary>
/// <param name="Name">The golden file's name without its ending: the type's name in the context, and <c>.least</c> where all that is optional is left out.</param>
/// <param name="Type">The type that the context knows it by.</param>
/// <param name="Value">The value.</param>
internal sealed record Sample(string Name, Type Type, object Value)
{
    /// <summary>A value with everything in it.</summary>
    public static Sample Of<T>(T value)
        where T : notnull => new(NameOf(typeof(T)), typeof(T), value);

    /// <summary>A value with nothing but what must be in it.</summary>
    public static Sample Least<T>(T value)
        where T : notnull => new(NameOf(typeof(T)) + ".least", typeof(T), value);

    /// <summary>The name that the JSON context gives a type: <c>IReadOnlyList&lt;X&gt;</c> is <c>IReadOnlyListX</c>.</summary>
    public static string NameOf(Type type) => type.IsGenericType
        ? type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] + string.Concat(type.GetGenericArguments().Select(NameOf))
        : type.Name;

    public override string ToString() => Name;
}

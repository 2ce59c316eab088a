namespace EdgeOrch.Agent.CommandLine;

/// <summary>A command line, taken apart.</summary>
/// <param name="Arguments">What is no option.</param>
/// <param name="Values">Values by option name, in order; a switch has an empty one.</param>
internal sealed record ParsedArguments(IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, IReadOnlyList<string>> Values)
{
    /// <summary>The option's last value, or null.</summary>
    public string? Get(string name) => Values.TryGetValue(name, out var values) ? values[^1] : null;

    /// <summary>All values of an option that may be repeated.</summary>
    public IReadOnlyList<string> GetAll(string name) => Values.GetValueOrDefault(name, []);

    /// <summary>True when the option was given.</summary>
    public bool Has(string name) => Values.ContainsKey(name);
}

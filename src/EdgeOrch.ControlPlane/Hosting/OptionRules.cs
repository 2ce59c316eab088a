using System.Globalization;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.ControlPlane.Deployments.Reading;
using Microsoft.Extensions.Options;

namespace EdgeOrch.ControlPlane.Hosting;

/// <summary>Checks options one by one, and tells of all that break their rule, each by its name in the config file.</summary>
/// <param name="section">The section of the config file that they are set in.</param>
internal sealed class OptionRules(string section)
{
    private readonly List<string> _failures = [];

    /// <summary>What came of it.</summary>
    public ValidateOptionsResult Result => _failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_failures);

    /// <summary>A number or a duration that must lie between two, both allowed.</summary>
    public OptionRules Between<T>(string name, T value, T least, T most)
        where T : IComparable<T> =>
        Holds(value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0, name, $"{Text(value)}: must be {Text(least)} to {Text(most)}");

    /// <summary>A path that must be absolute.</summary>
    public OptionRules Absolute(string name, string path) => Holds(Path.IsPathRooted(path), name, $"{Shown.Quote(path)}: must be an absolute path");

    /// <summary>Any other rule, with what is said when it does not hold.</summary>
    public OptionRules Holds(bool holds, string name, string otherwise)
    {
        if (!holds) _failures.Add($"{section}.{name} {otherwise}");
        return this;
    }

    private static string Text<T>(T value) => value is TimeSpan span ? new Duration(span).ToString() : string.Create(CultureInfo.InvariantCulture, $"{value}");
}

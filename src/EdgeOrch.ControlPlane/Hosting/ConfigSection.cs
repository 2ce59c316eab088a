using System.Globalization;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.ControlPlane.Deployments.Reading;

namespace EdgeOrch.ControlPlane.Hosting;

/// <summary>Reads one section of the config file into settings of <typeparamref name="T"/>; its validator judges the values.</summary>
internal sealed class ConfigSection<T>
    where T : class
{
    private readonly Fields? _fields;
    private Action<T> _settings = _ => { };

    /// <summary>Opens the section; one that is absent sets nothing.</summary>
    public ConfigSection(Fields file, string name) =>
        _fields = file.Take(name) is { } node ? Fields.Open(node, file.PathOf(name), file.Problems) : null;

    /// <summary>A whole number.</summary>
    public ConfigSection<T> Integer(string name, Action<T, int> set) => Add(_fields?.Integer(name, int.MinValue, int.MaxValue), set);

    /// <summary>Bytes, such as <c>8Gi</c>.</summary>
    public ConfigSection<T> Bytes(string name, Action<T, long> set) =>
        Add(_fields?.Quantity<MemoryQuantity>(name, MemoryQuantity.TryParse, MemoryQuantity.Rule)?.Bytes, set);

    /// <summary>A duration, such as <c>90s</c>.</summary>
    public ConfigSection<T> Duration(string name, Action<T, TimeSpan> set)
    {
        var given = _fields?.Has(name) == true;
        var duration = _fields?.Duration(name, default).Value;
        return Add(given ? duration : null, set);
    }

    /// <summary>A fraction, such as <c>0.7</c>.</summary>
    public ConfigSection<T> Fraction(string name, Action<T, double> set) => Add(_fields?.Quantity<double>(name, TryFraction, "a number such as 0.7"), set);

    /// <summary>Reports keys that nothing read, and returns what sets the others.</summary>
    public Action<T> Close()
    {
        _fields?.Close();
        return _settings;
    }

    private static bool TryFraction(string? text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private ConfigSection<T> Add<TValue>(TValue? value, Action<T, TValue> set)
        where TValue : struct
    {
        if (value is { } given) _settings += options => set(options, given);
        return this;
    }
}

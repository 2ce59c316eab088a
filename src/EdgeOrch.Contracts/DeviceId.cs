using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts;

/// <summary>The name of one device; also its MQTT client id and the common name of its certificate.</summary>
[JsonConverter(typeof(DeviceIdJsonConverter))]
public readonly record struct DeviceId
{
    private readonly string? _value;

    private DeviceId(string value) => _value = value;

    /// <summary>Reads an id that follows <see cref="ResourceName.Rule"/>.</summary>
    /// <exception cref="FormatException">The text breaks the rule.</exception>
    public static DeviceId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new FormatException($"device id \"{text}\": must be {ResourceName.Rule}");

    /// <summary>Reads an id that follows <see cref="ResourceName.Rule"/>; false when the text breaks it.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DeviceId id)
    {
        id = ResourceName.IsValid(text) ? new DeviceId(text!) : default;
        return id._value is not null;
    }

    /// <summary>The id as text.</summary>
    public override string ToString() => _value ?? "";
}

namespace EdgeOrch.Contracts.Messages;

/// <summary>Why a request failed; sent as the response, with the user property <see cref="StatusProperty"/> = <see cref="StatusError"/>.</summary>
/// <param name="Code">Stable kebab-case word.</param>
/// <param name="Message">One line for a person.</param>
/// <param name="Retryable">Whether the same request may succeed later.</param>
public sealed record RpcError(string Code, string Message, bool Retryable)
{
    /// <summary>The MQTT 5 user property that tells a result from an error.</summary>
    public const string StatusProperty = "status";

    /// <summary>Its value on an error; on a result the property is <c>ok</c>.</summary>
    public const string StatusError = "error";

    /// <summary>Its value on a result.</summary>
    public const string StatusOk = "ok";
}

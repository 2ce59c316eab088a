using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Transport;

/// <summary>A request was answered with an error.</summary>
public sealed class RpcException : Exception
{
    /// <summary>Carries what the other side said.</summary>
    public RpcException(RpcError error)
        : base(error?.Message)
    {
        ArgumentNullException.ThrowIfNull(error);
        Error = error;
    }

    /// <summary>What the other side said.</summary>
    public RpcError Error { get; }
}

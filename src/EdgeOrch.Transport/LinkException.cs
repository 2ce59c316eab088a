namespace EdgeOrch.Transport;

/// <summary>The link to the control plane is down, or went down while it was used; the same call may succeed later.</summary>
public sealed class LinkException : IOException
{
    /// <summary>Says what failed.</summary>
    public LinkException(string message)
        : base(message)
    {
    }

    /// <summary>Says what failed, and why.</summary>
    public LinkException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

namespace EdgeOrch.Images;

/// <summary>An image, or a part of one, that is refused. The message says what and why, on one line.</summary>
public class ImageException : Exception
{
    /// <summary>Refuses with a stable kebab-case code and a message for a person.</summary>
    public ImageException(string code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>Stable kebab-case name of the cause, such as <c>digest-mismatch</c>.</summary>
    public string Code { get; }
}

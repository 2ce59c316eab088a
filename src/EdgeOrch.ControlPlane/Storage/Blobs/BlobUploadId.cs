using System.Security.Cryptography;

namespace EdgeOrch.ControlPlane.Storage.Blobs;

/// <summary>The id of an upload: 32 lower-case hex digits, unguessable, safe as a file name.</summary>
internal readonly record struct BlobUploadId
{
    private const int Bytes = 16;
    private readonly string? _text;

    private BlobUploadId(string text) => _text = text;

    /// <summary>A new one.</summary>
    public static BlobUploadId Create() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes)));

    /// <summary>Reads one; false when the text is none.</summary>
    public static bool TryParse(string? text, out BlobUploadId id)
    {
        var valid = text is { Length: 2 * Bytes } && text.All(char.IsAsciiHexDigitLower);
        id = valid ? new BlobUploadId(text!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? throw new InvalidOperationException("the upload id was never set");
}

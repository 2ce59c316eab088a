namespace EdgeOrch.ControlPlane.Registry;

/// <summary>A request to the registry failed; becomes the error body of OCI distribution-spec v1.1, "Error Codes".</summary>
internal sealed class RegistryException(int status, string code, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>The specification's code, such as <c>BLOB_UNKNOWN</c>.</summary>
    public string Code { get; } = code;

    /// <summary>No such blob in the repository.</summary>
    public static RegistryException BlobUnknown(string digest) =>
        new(StatusCodes.Status404NotFound, "BLOB_UNKNOWN", $"blob \"{digest}\": is not in this repository");

    /// <summary>No such manifest in the repository.</summary>
    public static RegistryException ManifestUnknown(string reference) =>
        new(StatusCodes.Status404NotFound, "MANIFEST_UNKNOWN", $"manifest \"{reference}\": is not in this repository");

    /// <summary>A manifest that cannot be stored.</summary>
    public static RegistryException ManifestInvalid(string message) => new(StatusCodes.Status400BadRequest, "MANIFEST_INVALID", message);
}

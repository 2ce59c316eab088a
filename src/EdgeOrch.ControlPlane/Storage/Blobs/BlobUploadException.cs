namespace EdgeOrch.ControlPlane.Storage.Blobs;

/// <summary>An upload was refused.</summary>
internal sealed class BlobUploadException(BlobUploadFailure failure, string message) : Exception(message)
{
    /// <summary>Why.</summary>
    public BlobUploadFailure Failure { get; } = failure;
}

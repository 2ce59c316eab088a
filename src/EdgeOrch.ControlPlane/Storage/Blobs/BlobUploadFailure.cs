namespace EdgeOrch.ControlPlane.Storage.Blobs;

/// <summary>Why an upload was refused.</summary>
internal enum BlobUploadFailure
{
    /// <summary>There is no such upload.</summary>
    Unknown,

    /// <summary>The bytes do not begin where the upload ends.</summary>
    WrongOffset,

    /// <summary>It is larger than a blob may be.</summary>
    TooLarge,

    /// <summary>Another request is using it.</summary>
    Busy,

    /// <summary>Its content has another digest than it was finished with.</summary>
    WrongDigest,
}

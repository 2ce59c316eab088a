namespace EdgeOrch.ControlPlane.Storage;

/// <summary>The disk below the store failed (full, gone, an I/O error). The store recovers by itself once writing works again.</summary>
internal sealed class StoreUnavailableException(string message, Exception? cause) : IOException(message, cause);

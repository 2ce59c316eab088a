namespace EdgeOrch.ControlPlane.Identity;

/// <summary>A certificate request that gets no certificate; the message says which rule it breaks.</summary>
internal sealed class CertificateRefusedException(string message, Exception? inner = null) : Exception(message, inner);

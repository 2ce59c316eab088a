using EdgeOrch.Contracts.Desired;

namespace EdgeOrch.ControlPlane.Devices;

/// <summary>Signs desired states with the key that devices pinned when they were enrolled.</summary>
internal interface IDesiredStateSigner
{
    /// <summary>Signs these exact bytes.</summary>
    SignedDocument Sign(byte[] payload);
}

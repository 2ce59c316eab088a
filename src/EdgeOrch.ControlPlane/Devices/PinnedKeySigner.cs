using EdgeOrch.Contracts.Desired;
using EdgeOrch.ControlPlane.Identity;

namespace EdgeOrch.ControlPlane.Devices;

/// <summary>Signs with the control plane's own key.</summary>
internal sealed class PinnedKeySigner(DesiredStateKey key) : IDesiredStateSigner
{
    /// <inheritdoc/>
    public SignedDocument Sign(byte[] payload) => key.Sign(payload);
}

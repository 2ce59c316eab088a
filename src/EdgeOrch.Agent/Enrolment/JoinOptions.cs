using EdgeOrch.Contracts;

namespace EdgeOrch.Agent.Enrolment;

/// <summary>What <c>edgeorchd join</c> was asked to do.</summary>
/// <param name="Server">The control plane, https.</param>
/// <param name="Token">The join token.</param>
/// <param name="Device">The id that the device wants.</param>
/// <param name="Labels">Labels that it brings.</param>
internal sealed record JoinOptions(Uri Server, JoinToken Token, DeviceId Device, IReadOnlyDictionary<string, string> Labels);

namespace EdgeOrch.ControlPlane.Events;

/// <summary>Up to which number the events of a device's outbox are known.</summary>
internal sealed record EventMark(string Outbox, long UpTo);

namespace EdgeOrch.ControlPlane.Tests.Storage;

public sealed class CounterState
{
    public int Value { get; set; }
}

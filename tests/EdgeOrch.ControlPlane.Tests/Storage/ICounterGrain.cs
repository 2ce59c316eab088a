namespace EdgeOrch.ControlPlane.Tests.Storage;

/// <summary>A grain with a stored number and a reminder.</summary>
public interface ICounterGrain : IGrainWithStringKey
{
    Task<int> Get();

    Task Set(int value);

    Task Clear();

    Task Remind();
}

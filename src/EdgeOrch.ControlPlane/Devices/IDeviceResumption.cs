namespace EdgeOrch.ControlPlane.Devices;

/// <summary>The part of a device's grain that a starting control plane calls.</summary>
internal interface IDeviceResumption : IGrainWithStringKey
{
    /// <summary>Finishes what a crash may have left half done: the index, and what the device's labels select.</summary>
    Task ResumeAsync();
}

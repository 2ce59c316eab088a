namespace EdgeOrch.Containers.Cgroups;

/// <summary>A container's traffic with one block device since the start.</summary>
/// <param name="Major">Major number of the device.</param>
/// <param name="Minor">Minor number.</param>
/// <param name="ReadBytes">Bytes read.</param>
/// <param name="WrittenBytes">Bytes written.</param>
/// <param name="Reads">Read operations.</param>
/// <param name="Writes">Write operations.</param>
public readonly record struct DeviceIo(int Major, int Minor, long ReadBytes, long WrittenBytes, long Reads, long Writes);

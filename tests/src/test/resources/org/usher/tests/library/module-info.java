module example {
    requires org.usher.activation;
}
